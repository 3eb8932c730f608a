-- Whom marketing may not write to for this purpose, by any lead of theirs.
select distinct person, rule, stage from suppressed
where track = $track and purpose = $purpose and person is not null
order by person, rule, stage
