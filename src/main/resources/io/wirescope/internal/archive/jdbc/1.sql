CREATE TABLE wirescope_event (
  bus_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  archived_at timestamptz NOT NULL,
  happened_at timestamptz NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  event_id text,
  request_id text COLLATE "C",
  trace_id text COLLATE "C",
  trace_span text,
  parent_span text,
  trace_sampled boolean,
  trace_state text,
  client_id text COLLATE "C",
  connection_id text COLLATE "C",
  source text,
  data text NOT NULL
) PARTITION BY RANGE (archived_at);
CREATE INDEX wirescope_event_sequence ON wirescope_event (sequence, bus_id);
CREATE INDEX wirescope_event_request ON wirescope_event (request_id, sequence) WHERE request_id IS NOT NULL;
CREATE INDEX wirescope_event_trace ON wirescope_event (trace_id, sequence) WHERE trace_id IS NOT NULL;
CREATE INDEX wirescope_event_client ON wirescope_event (client_id, sequence) WHERE client_id IS NOT NULL;
CREATE INDEX wirescope_event_connection ON wirescope_event (connection_id, sequence) WHERE connection_id IS NOT NULL;
CREATE INDEX wirescope_event_type ON wirescope_event (event_type, sequence);
CREATE INDEX wirescope_event_time ON wirescope_event USING brin (happened_at);
CREATE TABLE wirescope_bus (
  bus_id text PRIMARY KEY,
  archived_to bigint NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE wirescope_gap (
  bus_id text NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (bus_id, first)
);
CREATE TABLE wirescope_partition (
  name text PRIMARY KEY,
  from_time timestamptz NOT NULL,
  to_time timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  least_happened timestamptz,
  greatest_happened timestamptz,
  rows bigint NOT NULL DEFAULT 0
);
CREATE TABLE wirescope_schema (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO wirescope_schema (version) VALUES (1)
