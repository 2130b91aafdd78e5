// Records what Go answers when times are read, cut, moved and subtracted.
//
// Usage: go run tests/reference/time_go.go FOLDER > FOLDER/go.jsonl     (the repository's: tests/recorded/time)
// Version: Go 1.19.8 with the host's zone data 2025b. Installed with apt: golang-go. Reads FOLDER/instants.txt.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

const layout = "2006-01-02T15:04:05"

func iso(t time.Time) string { return t.UTC().Format(layout + "Z") }

func main() {
	file, err := os.Open(os.Args[1] + "/instants.txt")
	if err != nil {
		panic(err)
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var zone string
		var a, b int64
		fmt.Sscan(lines.Text(), &zone, &a, &b)
		location, err := time.LoadLocation(zone)
		if err != nil {
			panic(err)
		}
		t := time.Unix(a, 0).In(location)
		record := func(step any, in string, out any) {
			line, _ := json.Marshal(map[string]any{"engine": "go", "step": step, "zone": zone, "in": in, "out": out})
			fmt.Println(string(line))
		}
		step := func(name, key string, value any) any { return map[string]any{name: map[string]any{key: value}} }
		record(step("floor_time", "to", "hour"), iso(t), iso(t.Truncate(time.Hour)))
		record(step("floor_time", "to", "15min"), iso(t), iso(t.Truncate(15*time.Minute)))
		record(step("floor_time", "to", "day"), iso(t), iso(t.Truncate(24*time.Hour)))
		record(step("floor_time", "to", "month"), iso(t), iso(time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, location)))
		record(step("add", "days", 1), iso(t), iso(t.AddDate(0, 0, 1)))
		record(step("add", "months", 1), iso(t), iso(t.AddDate(0, 1, 0)))
		record(step("add", "hours", 1), iso(t), iso(t.Add(time.Hour)))
		record(nil, t.Format(layout), iso(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, location)))
		days := int64(time.Unix(b, 0).Sub(time.Unix(a, 0)) / (24 * time.Hour))
		record(step("date_diff", "start", iso(t)), iso(time.Unix(b, 0)), days)
	}
}
