-- Accusations "by point number": which numbered point of an agreement a claim says was broken.

alter table claims add column point smallint check (point between 0 and 99);
comment on column claims.point is 'The numbered point of an agreement said to be broken, as the accuser numbers it; null where none is named.';
