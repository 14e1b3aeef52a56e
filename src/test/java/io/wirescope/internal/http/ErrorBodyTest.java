package io.wirescope.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wirescope.envelope.JsonFormat;
import io.wirescope.event.SettableClock;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBodyTest {

    @Test
    void hasTheFormOfEveryAnswer() {
        ErrorBody error = new ErrorBody("VALIDATION_ERROR", "limit must be positive",
                JsonFormat.object().add("parameter", "limit").build());

        assertThat(JsonFormat.write(error.toJson("my-request", SettableClock.START))).isEqualTo("""
                {"success":false,"data":null,"error":{"code":"VALIDATION_ERROR","message":"limit must be positive",\
                "details":{"parameter":"limit"}},"meta":{"message":"limit must be positive","request_id":"my-request",\
                "timestamp":"2025-08-16T01:36:59.923393+00:00"}}""");
    }

    @Test
    void leavesDetailsOutWhereItHasNone() {
        assertThat(ErrorBody.of("NOT_FOUND", "Nothing there").toJson("r", SettableClock.START).getJsonObject("error"))
                .doesNotContainKey("details");
    }

    @Test
    void isTheWholeOfAServletsAnswer() throws IOException {
        ServletFakes.Answer answer = new ServletFakes.Answer();
        ErrorBody error = ErrorBody.of("NOT_FOUND", "Nichts gefunden für dich");

        error.send(answer.response(), 404, "r", SettableClock.START);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).isEqualTo(JsonFormat.write(error.toJson("r", SettableClock.START)));
        assertThat(answer.length()).isEqualTo(answer.bytes().length);
    }

    @ParameterizedTest
    @CsvSource({"400,BAD_REQUEST", "404,NOT_FOUND", "405,METHOD_NOT_ALLOWED", "413,PAYLOAD_TOO_LARGE",
        "415,UNSUPPORTED_MEDIA_TYPE", "429,RATE_LIMITED", "503,UNAVAILABLE"})
    void aStatusHasACodeOfItsOwn(int status, String code) {
        assertThat(StatusError.of(status).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {402, 418, 451, 499, 500, 501, 599})
    void anyOtherStatusIsTheCallersFaultOrOurs(int status) {
        assertThat(StatusError.of(status).code()).isEqualTo(status < 500 ? "REQUEST_FAILED" : "INTERNAL_ERROR");
        assertThat(StatusError.of(status).message()).isNotBlank();
    }
}
