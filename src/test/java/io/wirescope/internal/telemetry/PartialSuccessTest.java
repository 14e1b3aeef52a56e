package io.wirescope.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what the official classes write. */
class PartialSuccessTest {

    private static byte[] response(long rejected, String message) {
        return ExportLogsServiceResponse.newBuilder().setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                .setRejectedLogRecords(rejected).setErrorMessage(message)).build().toByteArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 300, Integer.MAX_VALUE, Long.MAX_VALUE, -1})
    void readsTheCountAndTheMessage(long rejected) {
        assertThat(PartialSuccess.read(response(rejected, "\u00e4".repeat(200))))
                .isEqualTo(new PartialSuccess(rejected, "\u00e4".repeat(200)));
        assertThat(PartialSuccess.read(response(rejected, ""))).isEqualTo(new PartialSuccess(rejected, ""));
    }

    @Test
    void nothingIsNothing() {
        assertThat(PartialSuccess.read(new byte[0])).isEqualTo(PartialSuccess.NONE);
        assertThat(PartialSuccess.read(ExportLogsServiceResponse.getDefaultInstance().toByteArray()))
                .isEqualTo(PartialSuccess.NONE);
    }

    @Test
    void whatIsCutOffOrNoSuchMessageIsNothing() {
        byte[] whole = response(300, "late");
        for (int length = 1; length < whole.length; length++) {
            assertThat(PartialSuccess.read(Arrays.copyOf(whole, length))).isEqualTo(PartialSuccess.NONE);
        }
        assertThat(PartialSuccess.read("<html></html>".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(PartialSuccess.NONE);
        assertThat(PartialSuccess.read(KeyValue.newBuilder().setKey("key").build().toByteArray()))
                .isEqualTo(PartialSuccess.NONE);
    }
}
