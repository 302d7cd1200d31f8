-- Lists of the registry hold only words that exist: an act or status nobody knows would never match, in silence.

alter table clauses add constraint clauses_acts_known check (
    acts <@ array[
        'small_arms', 'artillery', 'rocket', 'air_strike', 'drone', 'ground_assault', 'mine',
        'unconventional', 'other', 'reinforcement', 'fortification', 'patrol', 'airspace', 'crossing',
        'detention', 'access_denied', 'disinformation'
    ]
);
alter table alert_rules add constraint alert_rules_statuses_known check (
    statuses <@ array['alleged', 'corroborated', 'verified', 'disputed', 'refuted']
);
alter table feeds add constraint feeds_url_is_http check (url ~ '^https?://');
