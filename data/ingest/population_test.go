package ingest

import (
	"strings"
	"testing"
)

func TestAPopulationThatNoVillageHasIsRefused(t *testing.T) {
	known := knownVillages(t)
	for _, text := range []string{
		"村代码,村名,人口\n370522101201,甲村,200001\n",
		"村代码,村名,常住人口（万人）\n370522101201,甲村,1024\n",
		"村代码,村名,人口\n370522101201,甲村,35万\n",
	} {
		r := readText(t, Options{Known: known}, text)
		if len(r.Refused) != 1 || !strings.Contains(r.Refused[0].ExpectedZH, "万人") || !strings.Contains(r.Refused[0].Field, "人口") {
			t.Errorf("%s: refused %v", text, r.Refused)
		}
	}
	r := readText(t, Options{Known: known}, "村代码,村名,人口\n370522101201,甲村,200000\n370522101202,乙村,约800\n370522101203,丙村,0\n370522101204,丁村,约 1200人\n")
	if len(r.Refused) != 0 || *r.Batch.Settlements[1].Population != 800 || !says(r.Notices, "“人口”是估计值（约），按所写数字采用（2 行）") || !says(r.Notices, "人口为 0；若是未填写，请留空（1 行）") {
		t.Errorf("refused %v, notices %v", r.Refused, r.Notices)
	}
}
