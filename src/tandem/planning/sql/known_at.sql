-- What each lead had done by an instant, acts of machines left out. `asked` is handed in: place, lead, until.
select
    a.place,
    count(case when e.kind = 'form.submitted' and e.form = $form_1 then 1 end) as form_1,
    count(case when e.kind = 'form.submitted' and e.form = $form_2 then 1 end) as form_2,
    count(case when e.kind = 'form.submitted' and e.form = $form_3 then 1 end) as form_3,
    count(case when e.kind = 'form.submitted' and e.form = $form_4 then 1 end) as form_4,
    count(case when e.kind = 'form.submitted' and e.form = $form_5 then 1 end) as form_5,
    count(case when e.kind = 'form.submitted' and e.form = $form_6 then 1 end) as form_6,
    count(case when e.kind = 'form.submitted' then 1 end) as forms,
    count(case when e.kind = 'page.viewed' then 1 end) as pages,
    count(case when e.kind = 'email.clicked' then 1 end) as clicks,
    count(case when e.kind = 'email.replied' then 1 end) as replies,
    count(case when e.kind = 'campaign.responded' then 1 end) as responses
from asked as a
left join event as e
    on e.lead = a.lead
    and e.at <= a.until
    and not e.bot
    and e.kind in ('form.submitted', 'page.viewed', 'email.clicked', 'email.replied', 'campaign.responded')
group by a.place
order by a.place
