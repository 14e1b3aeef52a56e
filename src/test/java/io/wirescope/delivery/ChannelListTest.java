package io.wirescope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.wirescope.envelope.ErrorCode;
import io.wirescope.envelope.JsonFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelListTest {

    @Test
    void namesComeAsTheyStand() throws Exception {
        assertThat(ChannelList.read(JsonFormat.read("{\"channels\":[\"a\",\"a\",\"\"]}").asJsonObject()))
                .containsExactly("a", "a", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}|payload.channels", "{'channels':null}|payload.channels", "{'channels':[]}|payload.channels",
        "{'channels':'a'}|payload.channels", "{'channels':{'a':1}}|payload.channels",
        "{'channels':['a',5]}|payload.channels[1]", "{'channels':[['a']]}|payload.channels[0]",
        "{'channels':[null]}|payload.channels[0]"})
    void whatIsNoListOfNamesIsRefusedByName(String payload, String member) throws Exception {
        JsonFormat.read(payload.replace('\'', '"'));
        DeliveryRefusedException refusal = catchThrowableOfType(DeliveryRefusedException.class,
                () -> ChannelList.read(JsonFormat.read(payload.replace('\'', '"')).asJsonObject()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ENVELOPE);
        assertThat(refusal.details().getString("member")).isEqualTo(member);
    }
}
