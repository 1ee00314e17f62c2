{% test is_positive(model, column_name) %}
select {{ column_name }}
from {{ model }}
where cast({{ column_name }} as decimal(12, 2)) <= 0
{% endtest %}
