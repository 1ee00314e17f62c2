-- What was paid is what was sold. Returned orders break it: the dashboard leaves them out.
select d.sold_on, d.total_amount, s.paid_amount
from {{ ref('daily_sales') }} as d
join {{ ref('sales_dashboard') }} as s using (sold_on)
where d.total_amount - s.paid_amount > 5
