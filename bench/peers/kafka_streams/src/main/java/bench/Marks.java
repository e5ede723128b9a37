package bench;

import java.lang.management.ManagementFactory;
import com.sun.management.OperatingSystemMXBean;
import java.util.Locale;

/** What a measured program says of itself: when its first record came into its hands. */
final class Marks {
    private Marks() {}

    /** On Linux the clock is the one that every process reads. */
    static void begun() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        System.out.printf(
                Locale.ROOT,
                "{\"begun\": %.6f, \"cpu_s\": %.6f}%n",
                System.nanoTime() / 1e9,
                system.getProcessCpuTime() / 1e9);
        System.out.flush();
    }
}
