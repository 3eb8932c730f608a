-- Every lead with its person and account.
select lead, person, account from lead
