package io.wirescope.internal.rest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wirescope.envelope.InvalidFieldException;
import io.wirescope.internal.event.history.EventPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {

    private static final EventPlace PLACE = new EventPlace(1_755_308_219_923_407L, "5a0c1f4d2b3e6978");

    @Test
    void readsWhatItWrote() {
        PageCursor cursor = new PageCursor("one", "{descending=true}");

        assertThat(cursor.read(cursor.write(PLACE))).isEqualTo(PLACE);
    }

    @Test
    void refusesThatOfAnotherServer() {
        refuses(new PageCursor("two", "{descending=true}"), new PageCursor("one", "{descending=true}").write(PLACE));
    }

    @Test
    void refusesThatOfOtherParameters() {
        refuses(new PageCursor("one", "{descending=false}"), new PageCursor("one", "{descending=true}").write(PLACE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "....", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\u00e4", "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw"})
    void refusesWhatIsMadeUp(String cursor) {
        refuses(new PageCursor("one", "{}"), cursor);
        refuses(new PageCursor("one", "{}"), cursor.repeat(1000));
    }

    private static void refuses(PageCursor reader, String cursor) {
        assertThatThrownBy(() -> reader.read(cursor)).isInstanceOf(InvalidFieldException.class)
                .hasMessageContaining("cursor");
    }
}
