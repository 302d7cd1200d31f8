-- How often a row has been otherwise, this time included.
-- params: table_name, row_key
-- one row
select count(*) from history where table_name = %(table_name)s and row_key = %(row_key)s
