package data

import (
	"bytes"
	"strings"
	"testing"
)

func TestCostBooksThatShipAreRight(t *testing.T) {
	books, err := PresetCostBooks()
	if err != nil || len(books) == 0 || books[0].ID != DefaultCostBook {
		t.Fatalf("%d cost books, %v", len(books), err)
	}
}

func TestAWrongCostBookIsRefusedByItsField(t *testing.T) {
	good, err := costBookFiles.ReadFile("costbooks/rural-2024.json")
	if err != nil {
		t.Fatal(err)
	}
	for field, change := range map[string][2]string{
		"days_per_year":            {`"days_per_year": 300`, `"days_per_year": 400`},
		"unserved_yuan_per_parcel": {`"unserved_yuan_per_parcel": 3`, `"unserved_yuan_per_parcel": -3`},
		"shares":                   {`"express": 0.6`, `"express": 0.9`},
		"shares.bank":              {`"express": 0.6`, `"bank": 0.6`},
		"tour":                     {`"capacity_parcels": 350,  "yuan_per_km": 0.83, "yuan_per_hour": 28, "speed_kmh": 30`, `"capacity_parcels": 0,  "yuan_per_km": 0.83, "yuan_per_hour": 28, "speed_kmh": 30`},
		"upgrades[1]":              {`"capacity_factor": 4`, `"capacity_factor": 1.5`},
		"cost":                     {`"id": "rural-2024"`, `"id": "rural-2024", "prize": 1`},
	} {
		wrong := bytes.Replace(good, []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(wrong, good) {
			t.Fatalf("%s: the preset lacks %s", field, change[0])
		}
		if _, err := ParseCostBook(wrong); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}
