-- Who may decide.
-- no params
-- one row per reviewer
select reviewer_code, name from reviewers order by reviewer_code
