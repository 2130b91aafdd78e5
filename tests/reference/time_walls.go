// Records what Go makes of the wall times in a table: see time_walls.py.
//
// Usage: go run tests/reference/time_walls.go walls.csv > go.tsv
// Version: Go 1.19.8 with the host's zone files 2025b. Installed with apt: golang-go.
package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"time"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		panic(err)
	}
	for _, row := range rows[1:] {
		location, err := time.LoadLocation(row[0])
		if err != nil {
			fmt.Println("go\tERR:ParseError")
			continue
		}
		at, err := time.ParseInLocation("2006-01-02 15:04:05", row[1], location)
		if err != nil {
			fmt.Println("go\tERR:ParseError")
			continue
		}
		fmt.Printf("go\t%d\n", at.Unix())
	}
}
