package io.wirescope.internal.rest;

/** What the OpenAPI document shows of messages: requests and answers as a server gave them, shortened. */
final class MessageExamples {

    static final String DRIFT = """
            {"status": "DRIFT_DETECTED", "drift_score": 0.42, "calculated_at": "2025-08-16T01:36:59Z",
             "affected_components": ["embedding"], "metrics": {"psi": 0.31}, "model_name": "fraud-7"}""";

    static final String MESSAGE = """
            {"type": "notice", "payload": {"text": "Maintenance at noon"}}""";

    private static final String STATUS = """
            {"status": "DRIFT_DETECTED", "drift_score": 0.42, "calculated_at": "2025-08-16T01:36:59.000000+00:00",
             "affected_components": ["embedding"], "metrics": {"psi": 0.31}, "model_name": "fraud-7",
             "timestamp": "2025-08-16T01:37:02.118003+00:00"}""";

    private static final String META = """
             "request_id": "8c7e1a0a-4f4b-4f0e-8a7c-0d5f6d8e2b10", "timestamp": "2025-08-16T01:37:02.120045+00:00"}}""";

    static final String STATED = "{\"success\": true, \"data\": {\"connections_notified\": 3,"
            + " \"broadcast_enabled\": true, \"sequence\": 1755308219923442, \"drift_status\": " + STATUS
            + "}, \"error\": null, \"meta\": {\"message\": \"3 connections notified\"," + META;

    static final String STANDING = "{\"success\": true, \"data\": {\"broadcast_enabled\": true, \"drift_status\": "
            + STATUS + "}, \"error\": null, \"meta\": {\"message\": \"Drift status\"," + META;

    static final String SENT = """
            {"success": true, "data": {"channel": "broadcast", "epoch": "9f86d081884c7d65", "offset": 17,
             "connections_notified": 3}, "error": null, "meta": {"message": "3 connections notified",""" + META;

    static final String DRAINING = """
            {"success": true, "data": {"draining": true, "connections": 812, "notified": 809, "window_seconds": 60.000},
             "error": null, "meta": {"message": "Draining",""" + META;

    static final String INVALID_STATUS = """
            {"success": false, "data": null, "error": {"code": "VALIDATION_ERROR",
             "message": "status must be NO_DRIFT, DRIFT_DETECTED or DRIFT_CONFIRMED", "details": {"parameter": "status",
             "rule": "must be NO_DRIFT, DRIFT_DETECTED or DRIFT_CONFIRMED"}},
             "meta": {"message": "status must be NO_DRIFT, DRIFT_DETECTED or DRIFT_CONFIRMED",""" + META;

    static final String INVALID_MESSAGE = """
            {"success": false, "data": null, "error": {"code": "VALIDATION_ERROR", "message": "type is required",
             "details": {"parameter": "type", "rule": "is required"}},
             "meta": {"message": "type is required",""" + META;

    static final String LEGACY_USAGE = """
            {"success": true, "data": {"enabled": true, "sunset": "2026-12-31T00:00:00.000000+00:00", "total": 3,
             "endpoints": [{"endpoint": "/ws/{client_id}", "count": 3,
              "first_seen": "2025-08-16T01:36:59.923393+00:00", "last_seen": "2025-08-16T01:37:01.000120+00:00"}],
             "clients": [{"client_id": "till-7", "client_remote": "10.0.0.7", "user_agent": "till/1.0",
              "endpoint": "/ws/{client_id}", "count": 3, "first_seen": "2025-08-16T01:36:59.923393+00:00",
              "last_seen": "2025-08-16T01:37:01.000120+00:00", "connected": true}],
             "total_clients": 1, "clients_forgotten": 0, "ready_to_retire": false,
             "ready_to_retire_reason": "1 connections are open at the old addresses",
             "left_to_do": ["Tell the owners of the clients that are listed; /docs/migration.md says how to move",
              "Let owners notice in time: set wirescope.legacy.brownouts",
              "Wait until nobody has used the old ways for PT168H"],
             "trend": [{"start": "2025-08-16T01:00:00.000000+00:00", "count": 3}]},
             "error": null, "meta": {"message": "3 uses",""" + META;

    private MessageExamples() {
    }
}
