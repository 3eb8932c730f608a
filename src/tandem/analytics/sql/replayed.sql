-- What a replay made, per track: rows and leads of each relation of the cut.
select track, 'leads handed to sales' as what, count(*) as rows, count(distinct lead) as leads from handoff group by track
union all
select track, 'stage changes', count(*), count(distinct lead) from move group by track
union all
select track, 'lead cycles', count(*), count(distinct lead) from cycle group by track
union all
select track, 'promises with a clock', count(*), count(distinct lead) from clock group by track
union all
select track, 'promises missed', count(*), count(distinct lead) from clock where state = 'missed' group by track
union all
select track, 'messages of marketing that the rules forbid', count(*), count(distinct lead) from crossed
where team = 'marketing' group by track
union all
select track, 'messages of sales that the rules forbid', count(*), count(distinct lead) from crossed
where team = 'sales' group by track
union all
select track, 'stays in nurture tracks', count(*), count(distinct lead) from nurture group by track
order by 1, 2
