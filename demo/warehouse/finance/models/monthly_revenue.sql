select
  cast(date_trunc('month', booked_on) as date) as month,
  sum(b.amount) as amount,
  round(sum(b.amount) / max(r.rate_to_eur), 2) as amount_usd
from {{ ref('stg_bank_transactions') }} as b
cross join (select rate_to_eur from {{ ref('exchange_rates') }} where currency = 'USD') as r
group by 1
