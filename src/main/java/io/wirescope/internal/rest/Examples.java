package io.wirescope.internal.rest;

/** What the OpenAPI document shows: answers as a server gave them, shortened. */
final class Examples {

    static final String EVENTS = """
            {"success": true, "data": {"events": [{"sequence": 1755308219923407,
             "id": "5a0c1f4d2b3e6978-1755308219923407",
             "event_type": "ws.message.in", "timestamp": 1755308219.923393,
             "timestamp_iso": "2025-08-16T01:36:59.923393+00:00",
             "request_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",
             "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "trace_span": "00f067aa0ba902b7",
             "client_id": "alice", "connection_id": "0d3f4f2e-8f5f-4b3e-9d55-6d5b0b1d2a11", "source": "ws.client",
             "data": {"type": "ping", "message_size": 187, "client_remote": "127.0.0.1",
              "envelope_version": 1, "is_enveloped": true}}],
             "total_returned": 1, "filter_applied": {"event_type": ["ws.message.in"], "descending": true},
             "limit_applied": 100, "oldest_sequence": 1755308219923394,
             "newest_sequence": 1755308219923409, "next_after": 1755308219923409},
             "error": null, "meta": {"message": "1 events", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String VALIDATION_ERROR = """
            {"success": false, "data": null, "error": {"code": "VALIDATION_ERROR",
             "message": "limit must be a whole number from 1 to 1000",
             "details": {"parameter": "limit", "rule": "must be a whole number from 1 to 1000"}},
             "meta": {"message": "limit must be a whole number from 1 to 1000",
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String CLEARED = """
            {"success": true, "data": {"cleared_events": 42}, "error": null,
             "meta": {"message": "42 events cleared", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String PLAIN_EVENT = """
            {"event_type": "inference.audit", "request_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",
             "timestamp": "2025-08-16T01:36:59.923393Z", "source": "fraud-model", "client_id": "alice",
             "data": {"model": "fraud-7", "latency_ms": 12, "score": 0.97}}""";

    static final String PLAIN_EVENTS = """
            [{"event_type": "cache.rebuild", "id": "rebuild-17", "timestamp": 1755308219.923393,
              "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "trace_span": "00f067aa0ba902b7",
              "data": {"cache": "features", "entries": 52113}},
             {"event_type": "cache.rebuild", "data": {"cache": "scores", "entries": 977}}]""";

    static final String CLOUD_EVENT_DATA = """
            {"cache": "features", "entries": 52113}""";

    static final String CLOUD_EVENT = """
            {"specversion": "1.0", "id": "rebuild-17", "source": "/caches/features", "type": "cache.rebuild",
             "time": "2025-08-16T01:36:59.923393Z", "datacontenttype": "application/json",
             "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
             "requestid": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",
             "data": {"cache": "features", "entries": 52113}}""";

    static final String CLOUD_EVENT_BATCH = "[" + CLOUD_EVENT + "]";

    static final String ACCEPTED = """
            {"success": true, "data": {"accepted": 2, "sequences": [1755308219923412, 1755308219923413]},
             "error": null,
             "meta": {"message": "2 events accepted", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String INVALID_EVENT = """
            {"success": false, "data": null, "error": {"code": "VALIDATION_ERROR",
             "message": "event 1: data must be an object, not a string",
             "details": {"index": 1, "parameter": "data", "rule": "must be an object, not a string"}},
             "meta": {"message": "event 1: data must be an object, not a string",
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String INVALID_JSON = """
            {"success": false, "data": null, "error": {"code": "INVALID_JSON",
             "message": "Invalid JSON format: unexpected character or end of text at line 1, column 34 (offset 33)",
             "details": {"line": 1, "column": 34, "offset": 33}},
             "meta": {"message":
              "Invalid JSON format: unexpected character or end of text at line 1, column 34 (offset 33)",
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String PAYLOAD_TOO_LARGE = """
            {"success": false, "data": null, "error": {"code": "PAYLOAD_TOO_LARGE",
             "message": "The request's body must not be over 1048576 bytes", "details": {"max_body_bytes": 1048576}},
             "meta": {"message": "The request's body must not be over 1048576 bytes",
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String UNSUPPORTED_MEDIA_TYPE = """
            {"success": false, "data": null, "error": {"code": "UNSUPPORTED_MEDIA_TYPE",
             "message": "Content-Type must be one of application/json, application/cloudevents+json, \
            application/cloudevents-batch+json, in UTF-8; found: text/plain",
             "details": {"accepted":
              ["application/json", "application/cloudevents+json", "application/cloudevents-batch+json"]}},
             "meta": {"message": "Content-Type must be one of application/json, application/cloudevents+json, \
            application/cloudevents-batch+json, in UTF-8; found: text/plain",
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String EVENT_TYPES = """
            {"success": true, "data": {"event_types": [{"type": "http.request",
             "description": "An HTTP request was answered, or a handshake refused", "count": 12}]}, "error": null,
             "meta": {"message": "1 event types", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String STATS = """
            {"success": true, "data": {"event_bus": {"total_published": 57, "current_buffer_size": 57,
             "max_buffer_size": 500, "current_buffer_bytes": 27360, "max_buffer_bytes": 134217728,
             "buffer_bound": "none", "reserved_events": 0, "buffer_full_count": 0,
             "last_publish_time": 1755308222.119871,
             "last_publish_time_iso": "2025-08-16T01:37:02.119871+00:00", "active_subscriber_count": 1,
             "events_by_type": {"http.request": 12, "ws.message.in": 20, "ws.message.out": 25},
             "events_flowing": true, "subscriptions": [
              {"delivered": 57, "lag": 0, "lost": 0, "failures": 0, "last_error": null}]},
             "websockets": {"active_connections": 1, "total_connections": 3, "total_disconnections": 2,
             "broadcasts_sent": 0, "connections_by_role": {"admin": 0, "frontend": 1, "test": 0},
             "connections_by_protocol": {"envelope": 1, "raw": 0}, "average_uptime": 8.201,
             "websockets_active": true, "messages_in": 20, "messages_out": 19, "bytes_in": 3740, "bytes_out": 9110},
             "overall_health": {"events_flowing": true, "websockets_active": true, "buffer_utilization": 0.1140,
             "system_status": "healthy"}}, "error": null,
             "meta": {"message": "Statistics", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String HEALTH = """
            {"success": true, "data": {"status": "healthy", "checks": {
             "event_bus": {"status": "healthy", "events_flowing": true, "current_buffer_size": 57,
              "active_subscriber_count": 0},
             "websockets": {"status": "healthy", "active_connections": 1, "max_connections": 10000,
              "draining": false}}, "issues": []}, "error": null,
             "meta": {"message": "The gateway is healthy", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    private static final String A_CONNECTION = """
            {"connection_id": "0d3f4f2e-8f5f-4b3e-9d55-6d5b0b1d2a11", "client_id": "alice", "role": "frontend",
             "protocol": "envelope", "endpoint": "/ws/client", "request_id": "da77e1dd-3837-4a3b-9caf-bf9ee6f840f8",
             "trace_id": null, "client_remote": "127.0.0.1", "user_agent": "Mozilla/5.0",
             "connected_at": "2025-08-16T01:36:54.001100+00:00", "uptime_seconds": 8.201,
             "last_activity": "2025-08-16T01:36:59.923000+00:00", "messages_in": 20, "messages_out": 19,
             "bytes_in": 3740, "bytes_out": 9110, "queue_depth": 0, "heartbeat_count": 1,
             "last_heartbeat": "2025-08-16T01:36:59.923401+00:00"}""";

    private static final String META = """
            , "error": null, "meta": {"message": "Connection", "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String CONNECTION = "{\"success\": true, \"data\": " + A_CONNECTION + META;

    static final String CONNECTIONS = "{\"success\": true, \"data\": {\"connections\": [" + A_CONNECTION
            + "], \"total_returned\": 1, \"total\": 1}" + META;

    static final String CLOSED = "{\"success\": true, \"data\": {\"connection_id\":"
            + " \"0d3f4f2e-8f5f-4b3e-9d55-6d5b0b1d2a11\", \"closed\": true}" + META;

    static final String NOT_FOUND = """
            {"success": false, "data": null, "error": {"code": "NOT_FOUND",
             "message": "There is nothing at this address"},
             "meta": {"message": "There is nothing at this address",
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10",
             "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    private Examples() {
    }
}
