package io.wirescope.internal.rest.view;

/** What the OpenAPI document shows of the stories of requests: answers as a server gave them, shortened. */
public final class CorrelationExamples {

    public static final String PING = """
            {"success": true, "data": {"request_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8", "total_events": 2,
             "first_timestamp": 1755308219.923393, "first_timestamp_iso": "2025-08-16T01:36:59.923393+00:00",
             "last_timestamp": 1755308219.924011, "last_timestamp_iso": "2025-08-16T01:36:59.924011+00:00",
             "duration_ms": 0.618, "sources": ["ws.client"], "clients": ["alice"],
             "connections": ["0d3f4f2e-8f5f-4b3e-9d55-6d5b0b1d2a11"],
             "trace_ids": ["4bf92f3577b34da6a3ce929d0e0e4736"], "truncated": false,
             "events": [
              {"offset_ms": 0.000, "sequence": 1755308219923407,
               "id": "5a0c1f4d2b3e6978-1755308219923407", "event_type": "ws.message.in",
               "timestamp": 1755308219.923393, "timestamp_iso": "2025-08-16T01:36:59.923393+00:00",
               "request_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",
               "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "trace_span": "00f067aa0ba902b7",
               "client_id": "alice", "connection_id": "0d3f4f2e-8f5f-4b3e-9d55-6d5b0b1d2a11", "source": "ws.client",
               "data": {"type": "ping", "message_size": 187, "client_remote": "127.0.0.1",
                "envelope_version": 1, "is_enveloped": true}},
              {"offset_ms": 0.618, "sequence": 1755308219923408,
               "id": "5a0c1f4d2b3e6978-1755308219923408", "event_type": "ws.message.out",
               "timestamp": 1755308219.924011, "timestamp_iso": "2025-08-16T01:36:59.924011+00:00",
               "request_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",
               "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "trace_span": "b9c7c989f97918e1",
               "client_id": "alice", "connection_id": "0d3f4f2e-8f5f-4b3e-9d55-6d5b0b1d2a11", "source": "ws.client",
               "data": {"type": "pong", "payload_size": 301, "client_remote": "127.0.0.1",
                "envelope_version": 1, "has_trace": true, "has_meta": false}}],
             "spans": [
              {"span": "00f067aa0ba902b7", "parent_span": "b7ad6b7169203331", "parent_known": false,
               "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "started_offset_ms": 0.000, "ended_offset_ms": 0.000,
               "events": [{"sequence": 1755308219923407, "event_type": "ws.message.in"}],
               "children": [
                {"span": "b9c7c989f97918e1", "parent_span": "00f067aa0ba902b7", "parent_known": true,
                 "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "started_offset_ms": 0.618, "ended_offset_ms": 0.618,
                 "events": [{"sequence": 1755308219923408, "event_type": "ws.message.out"}], "children": []}]}]},
             "error": null, "meta": {"message": "2 events", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    public static final String INVALID_ID = """
            {"success": false, "data": null, "error": {"code": "VALIDATION_ERROR",
             "message": "request_id must be 1 to 128 characters without control characters",
             "details": {"parameter": "request_id", "rule": "must be 1 to 128 characters without control characters"}},
             "meta": {"message": "request_id must be 1 to 128 characters without control characters",
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    private CorrelationExamples() {
    }
}
