-- Who may do what. Roles are shared by all databases of a server; this file may be run again at any time.
-- owner: migrations and seeds. loader: the DAGs' work. reviewer: that, and decisions. alerter: the outbox only. analyst: reads the views.

do $$
declare role_name text;
begin
    -- two databases may be set up at once: only one of them may create the roles
    perform pg_advisory_xact_lock(hashtext('truce roles'));
    foreach role_name in array array['truce_owner', 'truce_loader', 'truce_alerter', 'truce_analyst', 'truce_reviewer'] loop
        if not exists (select from pg_roles where rolname = role_name) then
            execute format('create role %I nologin', role_name);
        end if;
    end loop;
end $$;

grant truce_owner, truce_loader, truce_alerter, truce_analyst, truce_reviewer to current_user;
grant truce_loader to truce_reviewer; -- a decision groups anew what it moves
grant usage on schema public to truce_loader, truce_alerter, truce_analyst;
grant usage on schema as_known to truce_analyst;

grant select on all tables in schema public to truce_loader;
grant insert, update on
    feeds, fetches, entries, entry_versions, quarantined_entries, codebooks, readings, reports, tolls,
    incidents, meetings, claims, alerts, registry_versions, bodies, paused_hosts,
    article_texts to truce_loader;
grant insert, update, delete on violations to truce_loader; -- computed: recomputing may take one back
grant usage on all sequences in schema public to truce_loader;

grant insert on decisions to truce_reviewer; -- never changed, never taken back: a later one outweighs it
grant insert, delete on pins to truce_reviewer;
grant usage on schema as_known to truce_reviewer;
grant select on training_case_list, as_known.training_case_list to truce_reviewer;

grant usage on schema public to truce_owner;
grant select, delete on bodies, fetches to truce_owner; -- documents and the log of polls are kept for a time only
grant select (made_version, text, fetched_at), update (text, dropped_at) on article_texts to truce_owner; -- so are texts

grant select on alerts to truce_alerter;
grant update (attempt_count, next_attempt_at, last_error, sent_at) on alerts to truce_alerter;

revoke all on all tables in schema public from truce_analyst;
grant select on
    incident_list, meeting_list, claim_list, violation_list, report_list, ceasefire_list,
    daily_trend, weekly_trend, feed_health, feed_list, coverage_by_side, unresolved_place_list,
    version_list, decision_list, review_queue, commitment_list, coverage_by_feed to truce_analyst;
grant select on
    as_known.incident_list, as_known.meeting_list, as_known.claim_list, as_known.violation_list,
    as_known.report_list, as_known.ceasefire_list, as_known.daily_trend, as_known.weekly_trend,
    as_known.coverage_by_side, as_known.unresolved_place_list, as_known.version_list,
    as_known.decision_list, as_known.review_queue, as_known.commitment_list,
    as_known.coverage_by_feed, as_known.feed_health, as_known.feed_list, as_known.actors, as_known.places,
    as_known.ceasefires, as_known.ceasefire_parties, as_known.ceasefire_states, as_known.clauses,
    as_known.commitments to truce_analyst;
-- the registry holds sourced facts only, no text of others
grant select on
    actors, conflicts, places, ceasefires, ceasefire_parties, ceasefire_states, clauses, commitments,
    known_tolls to truce_analyst;
alter role truce_analyst set statement_timeout = '60s';
alter role truce_analyst set default_transaction_read_only = on;
