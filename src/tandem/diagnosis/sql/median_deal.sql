-- The median amount of the won deals in one currency.
select median(amount) as median from deal where outcome = 'won' and amount is not null and currency = $currency
