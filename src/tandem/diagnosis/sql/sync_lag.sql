-- Minutes between the first time one tool and another told that a lead reached the same stage, within the window;
-- more than a week apart they are two facts, not one that was synchronised.
with words as (
    select unnest($tools) as tool, unnest($names) as name, unnest($spelt) as value, unnest($words) as word
),
first_told as (
    select e.lead, w.word, e.tool, min(e.at) as told_at, min(e.day) as day
    from event as e
    inner join words as w on w.tool = e.tool and w.name = e.field and w.value = lower(trim(e.new))
    where e.kind = 'field.changed' and not e.whole_day and e.lead is not null
    group by e.lead, w.word, e.tool
)
select (epoch(max(told_at)) - epoch(min(told_at))) / 60.0 as minutes
from first_told
group by lead, word
having count(*) > 1 and min(day) >= $first and min(day) < $last and epoch(max(told_at)) - epoch(min(told_at)) <= 604800
order by minutes
