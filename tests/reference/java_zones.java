// Writes the short names of zones with the zone that java.time reads and the offset that SimpleDateFormat adds:
// src/engines/kernel/time_text/java/zones.csv, after the lines with a plus or a minus are left out.
//
//   apt install openjdk-17-jdk-headless
//   java tests/reference/java_zones.java | tr '\t' ','
import java.text.*; import java.time.*; import java.time.format.*; import java.time.temporal.*; import java.util.*;
public class java_zones { public static void main(String[] a) throws Exception {
 Locale.setDefault(Locale.US); TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
 TreeSet<String> names=new TreeSet<>();
 for (String[] r: DateFormatSymbols.getInstance(Locale.US).getZoneStrings()) { names.add(r[2]); names.add(r[4]); }
 SimpleDateFormat s=new SimpleDateFormat("yyyy-MM-dd HH:mm:ss z",Locale.US);
 DateTimeFormatter f=DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z",Locale.US);
 for(String n: names){ String zone="-"; String so="-";
  try{ TemporalAccessor t=f.parse("2024-03-05 10:20:30 "+n); zone=t.query(TemporalQueries.zoneId()).toString(); }catch(Exception e){}
  try{ long x=s.parse("2024-03-05 10:20:30 "+n).getTime(); so=""+(1709634030000L-x)/1000; s.setTimeZone(TimeZone.getTimeZone("UTC")); }catch(Exception e){}
  System.out.println(n+"\t"+zone+"\t"+so);
 }}}
