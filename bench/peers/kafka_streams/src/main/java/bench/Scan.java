package bench;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** What the fold needs of a scan. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Scan(
        String milestone,
        String reason,
        When when,
        @JsonProperty("observed_at") String observedAt) {

    /** When it happened; where the carrier did not say, when it was heard of. */
    Instant at() {
        return Instant.parse(when.instant() == null ? observedAt : when.instant());
    }

    /** The time that a carrier gave. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record When(String instant) {}
}
