-- The records that tools keep of these persons ($persons).
select person, ref from record
where tool <> '' and person in (select unnest($persons))
order by person, ref
