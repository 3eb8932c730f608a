-- Deals with their owners, opened and closed.
select opportunity, account, lead, opened_at, closed_at, owner from deal
