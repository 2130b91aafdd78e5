// Records what Java's libraries make of the wall times in a table: see time_walls.py.
//
// Usage: java -cp joda-time.jar tests/reference/TimeWalls.java walls.csv > java.tsv
// Versions: OpenJDK 17.0.15, zone data 2025a; Joda-Time 2.10.14 with its own zone data.
// Installed with apt: openjdk-17-jdk-headless, libjoda-time-java (/usr/share/java/joda-time.jar).
import java.nio.file.*;
import java.text.SimpleDateFormat;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;
import java.util.concurrent.Callable;
import org.joda.time.DateTimeZone;
import org.joda.time.format.DateTimeFormat;

class TimeWalls {
    static final String PATTERN = "yyyy-MM-dd HH:mm:ss";

    static void say(String variant, Callable<Long> answer) {
        String value;
        try {
            value = "" + answer.call() / 1000;
        } catch (Exception error) {
            value = "ERR:" + error.getClass().getSimpleName();
        }
        System.out.println(variant + "\t" + value);
    }

    static Callable<Long> legacy(String zone, String at, boolean lenient) {
        return () -> {
            SimpleDateFormat format = new SimpleDateFormat(PATTERN);
            format.setTimeZone(TimeZone.getTimeZone(zone));
            format.setLenient(lenient);
            return format.parse(at).getTime();
        };
    }

    public static void main(String[] arguments) throws Exception {
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            String zone = cells[0], at = cells[1];
            LocalDateTime wall = LocalDateTime.parse(at, DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss"));
            say("java-time", () -> wall.atZone(ZoneId.of(zone)).toInstant().toEpochMilli());
            say("java-legacy", legacy(zone, at, true));
            say("java-legacy-strict", legacy(zone, at, false));
            say("joda", () -> DateTimeFormat.forPattern(PATTERN).withZone(DateTimeZone.forID(zone)).parseMillis(at));
        }
    }
}
