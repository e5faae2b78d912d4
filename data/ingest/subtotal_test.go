package ingest

import (
	"strings"
	"testing"
)

func TestATotalIsNoVillageWhereverItsWordStands(t *testing.T) {
	for name, text := range map[string]string{
		"in the column of the village":        "序号,乡镇,村名,人口\n1,北宋镇,甲村,10\n2,北宋镇,乙村,20\n3,北宋镇,小计,30\n",
		"in the column of the name":           "序号,所属乡镇,名称,人口\n1,北宋镇,甲村,10\n2,北宋镇,乙村,20\n,北宋镇,合　计,30\n",
		"in the column of the town":           "序号,乡镇,村名,人口\n1,北宋镇,甲村,10\n2,北宋镇,乙村,20\n3,总计,,30\n",
		"with the number of villages":         "序号,乡镇,村名,人口\n1,北宋镇,甲村,10\n2,北宋镇,乙村,20\n3,北宋镇,合计（2个村）,30\n",
		"after the name of the town":          "序号,乡镇,村名,人口\n1,北宋镇,甲村,10\n2,北宋镇,乙村,20\n3,北宋镇,北宋镇小计,30\n",
		"with the code of the town beside it": "村代码,乡镇,村名,人口\n370522101201,北宋镇,甲村,10\n370522101202,北宋镇,乙村,20\n370522101000,北宋镇,合计,30\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := readText(t, Options{Known: knownVillages(t)}, text)
			sum := int64(0)
			for _, s := range r.Batch.Settlements {
				sum += *s.Population
			}
			if f := r.Files[0]; len(r.Batch.Settlements) != 2 || sum != 30 || f.SubtotalRows != 1 || f.Rows != 3 || f.Refused != 0 {
				t.Errorf("%d people in %+v, want 30 in two villages and one subtotal; report %+v", sum, r.Batch.Settlements, f)
			}
		})
	}
	r := readText(t, Options{Known: knownVillages(t)}, "村代码,乡镇,村名,人口\n370522101201,北宋镇,合计庄村,10\n")
	if len(r.Batch.Settlements) != 1 {
		t.Errorf("a village with a code that is called 合计庄村 was dropped: %+v", r.Files[0])
	}
}

func TestARepeatedVillageWithoutCodeIsNamedInPlainText(t *testing.T) {
	r := readText(t, Options{Known: knownVillages(t)}, "乡镇,村名,人口\n北宋镇,甲村,10\n北宋镇,甲村,11\n")
	if len(r.Refused) != 1 || r.Refused[0].Value != "甲村" || strings.Contains(r.Refused[0].Sentence(), "\\x00") {
		t.Errorf("refused %q", r.Refused)
	}
	r = readText(t, Options{}, "osm_id,name,population\n77,A,10\n77,A,11\n")
	if len(r.Refused) != 1 || r.Refused[0].Value != "77" {
		t.Errorf("refused %q", r.Refused)
	}
}
