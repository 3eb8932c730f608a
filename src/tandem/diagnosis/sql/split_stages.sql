-- People whose stage two tools tell, in the charter's words: one row per person, bad when they differ. Two words are
-- compared only where both tools have a value for both; a tool that knows no "opportunity" cannot disagree about it.
with words as (
    select unnest($tools) as tool, unnest($names) as name, unnest($spelt) as value, unnest($words) as word
),
told as (
    select distinct a.id, a.tool, w.word
    from attribute as a
    inner join words as w on w.tool = a.tool and w.name = a.name and w.value = lower(trim(a.value))
    where a.unit = 'person'
),
vocabulary as (select distinct tool, word from words)
select a.id, max(case when a.word <> b.word then 1 else 0 end) = 1 as bad
from told as a
inner join told as b on b.id = a.id and b.tool > a.tool
inner join vocabulary as va on va.tool = a.tool and va.word = b.word
inner join vocabulary as vb on vb.tool = b.tool and vb.word = a.word
group by a.id
order by a.id
