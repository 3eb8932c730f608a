-- Where each lead came from, and its segment.
select c.lead, min(c.source) as source, min(coalesce(d.value, '')) as segment
from cycle as c
left join dimension as d on d.unit = 'cycle' and d.id = c.cycle and d.dimension = 'segment'
where c.track = 'decided' and c.number = 1
group by c.lead
order by c.lead
