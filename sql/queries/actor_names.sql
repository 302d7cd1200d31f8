-- Names of the states and bodies, as shown to people.
-- one row per actor
select actor_code, name from actors order by actor_code
