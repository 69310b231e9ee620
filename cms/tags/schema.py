"""What the change log needs of each database beyond its table: where tags wait for the end of their transaction.

PostgreSQL: the first tag of a transaction queues a deferred trigger. It fires when the transaction commits, whoever commits it, and
queues itself once more, so that it comes after every other deferred check; then it takes a lock that is held until the transaction
is over and numbers the change. Two transactions therefore get their numbers in the order in which they become visible.

SQLite has one writer at a time: numbers are in order anyway, and `cms.database.sqlite3` writes the row before the commit.
"""

#: The key of the lock that puts commits in order.
LOCK = 0x6D617374

#: More tags than this in one transaction move everything.
MOST = 20_000

POSTGRESQL = f"""
CREATE UNLOGGED TABLE tags_pending (xact bigint NOT NULL, tag text NOT NULL, parts text NOT NULL);
CREATE INDEX tags_pending_xact ON tags_pending (xact);
CREATE UNLOGGED TABLE tags_settling (xact bigint PRIMARY KEY, round smallint NOT NULL DEFAULT 0, events jsonb NOT NULL DEFAULT '[]');

CREATE FUNCTION masthead_settle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.round = 0 THEN
    UPDATE tags_settling SET round = 1 WHERE xact = NEW.xact AND round = 0;
    RETURN NULL;
  END IF;
  PERFORM 1 FROM tags_settling WHERE xact = NEW.xact;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  PERFORM pg_advisory_xact_lock({LOCK});
  INSERT INTO tags_change (at, tags, events)
    SELECT clock_timestamp(),
      CASE WHEN count(*) > {MOST} THEN '{{"everything": ""}}' ELSE coalesce(jsonb_object_agg(moved.tag, moved.parts), '{{}}') END,
      (SELECT events FROM tags_settling WHERE xact = NEW.xact)
    FROM (SELECT tag, string_agg(DISTINCT parts, ' ' ORDER BY parts) AS parts FROM tags_pending WHERE xact = NEW.xact GROUP BY tag) moved;
  DELETE FROM tags_pending WHERE xact = NEW.xact;
  DELETE FROM tags_settling WHERE xact = NEW.xact;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER masthead_settle AFTER INSERT OR UPDATE OF round ON tags_settling
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION masthead_settle();

CREATE FUNCTION masthead_move(names text[], parts text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE current bigint := pg_current_xact_id()::text::bigint;
BEGIN
  INSERT INTO tags_pending (xact, tag, parts) SELECT DISTINCT current, name, parts FROM unnest(names) name WHERE name IS NOT NULL;
  IF FOUND THEN
    INSERT INTO tags_settling (xact) VALUES (current) ON CONFLICT DO NOTHING;
  END IF;
END $$;
"""  # noqa: S608 - of two numbers of ours

SQLITE = "CREATE TABLE tags_pending (tag text NOT NULL, parts text NOT NULL);"
