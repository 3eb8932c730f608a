-- The addresses of these persons ($persons), as keyed references.
select person, ref from record
where tool = '' and person in (select unnest($persons))
order by person, ref
