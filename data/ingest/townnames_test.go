package ingest

import (
	"strings"
	"testing"
)

func TestACodeThatContradictsTheNamedTownIsRefused(t *testing.T) {
	known := knownVillages(t)
	for name, text := range map[string]string{
		"a county mistyped":              "统计用区划代码,乡镇,村名\n370523101201,北宋镇,甲村\n",
		"a county mistyped, county said": "统计用区划代码,县区,乡镇,村名\n370523101201,利津县,北宋镇,甲村\n",
		"a town mistyped":                "统计用区划代码,乡镇,村名\n370522104201,北宋,甲村\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := readText(t, Options{Known: known}, text)
			if len(r.Refused) != 1 || len(r.Batch.Areas) != 0 || !strings.Contains(r.Refused[0].Expected, "370522101") {
				t.Fatalf("refused %v, areas %+v; want one refusal that names the town meant, and no area made", r.Refused, r.Batch.Areas)
			}
		})
	}
	first := "统计用区划代码,乡镇,村名\n370523101201,盐窝镇,甲村\n370522103202,盐窝镇,乙村\n370522103203,盐窝镇,丙村\n370522103204,盐窝镇,丁村\n"
	r := readText(t, Options{Known: known}, first)
	if len(r.Refused) != 1 || r.Refused[0].Line != 2 || len(r.Batch.Settlements) != 3 {
		t.Errorf("one mistyped first row against three others: refused %v", r.Refused)
	}
}

func TestTownsOfTheSameNameInTwoCountiesAreBothMade(t *testing.T) {
	text := "统计用区划代码,县区,乡镇,村名\n370523101201,广饶县,北宋镇,甲村\n"
	if r := readText(t, Options{Known: knownVillages(t)}, text); len(r.Refused) != 0 {
		t.Errorf("a row that names the other county: %v", r.Refused)
	}
	text = "统计用区划代码,乡镇,村名\n"
	for _, n := range []string{"1", "2", "3", "4", "5"} {
		text += "37052310120" + n + ",北宋镇,村" + n + "\n"
	}
	if r := readText(t, Options{Known: knownVillages(t)}, text); len(r.Refused) != 0 {
		t.Errorf("five rows of another county: %v", r.Refused)
	}
}

func TestACodeOfAnotherCountyOnRecordIsRefusedToo(t *testing.T) {
	known := knownVillages(t)
	county, town := known.Areas[1], known.Areas[2]
	county.Code, county.Name, county.Outline = "370523", "广饶县", nil
	town.Code, town.Name, town.Parent = "370523101000", "大王镇", "370523"
	known.Areas = append(known.Areas, county, town)
	for _, code := range []string{"370523101201", "370523155201"} {
		r := readText(t, Options{Known: known}, "统计用区划代码,乡镇,村名\n"+code+",北宋镇,甲村\n")
		if len(r.Refused) != 1 || len(r.Batch.Areas) != 0 || !strings.Contains(r.Refused[0].ExpectedZH, "370522101") {
			t.Errorf("%s: refused %v, areas %+v", code, r.Refused, r.Batch.Areas)
		}
	}
}
