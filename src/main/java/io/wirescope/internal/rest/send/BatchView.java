package io.wirescope.internal.rest.send;

import io.wirescope.internal.http.ErrorBody;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * What became of the messages of a batch.
 *
 * @param results one for each message, in their order
 * @param sent    how many were sent
 * @param refused how many were not
 */
public record BatchView(List<ResultView> results, int sent, int refused) {

    /**
     * What became of one message.
     *
     * @param success whether it was sent
     * @param data    its place; left out where it was not sent
     * @param error   why it was not sent; left out where it was
     */
    public record ResultView(boolean success, SentView data, ErrorView error) {

        static ResultView sent(SentView sent) {
            return new ResultView(true, sent, null);
        }

        static ResultView refused(ErrorBody error) {
            return new ResultView(false, null, new ErrorView(error.code(), error.message(), error.details()));
        }

        /** {@return about how many bytes of memory it takes} */
        long bytes() {
            return 64 + (data != null ? data.bytes() : ERROR_BYTES);
        }
    }

    /**
     * Why a message was not sent.
     *
     * @param code    for programs
     * @param message for people
     * @param details what else a program can use
     */
    public record ErrorView(String code, String message, JsonObject details) {
    }

    /** About what an error takes, whose texts are bounded. */
    static final long ERROR_BYTES = 1024;

    static BatchView of(List<ResultView> results) {
        int sent = (int) results.stream().filter(ResultView::success).count();
        return new BatchView(results, sent, results.size() - sent);
    }
}
