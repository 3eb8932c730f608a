-- The forms that people send most.
select form, count(*) as sent
from event
where kind = 'form.submitted' and coalesce(form, '') <> ''
group by form
order by sent desc, form
limit 6
