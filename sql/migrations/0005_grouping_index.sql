-- Grouping finds the claims about an incident by index, however many there are.

create index on claims (incident_id) where incident_id is not null;
