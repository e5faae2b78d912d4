package api

import (
	"context"
	"strings"

	"cuntong/data"
	"cuntong/geo/travel"
	"cuntong/planner/report"
	"cuntong/planner/study"
)

// EffectsAnswer is what a scenario's changes change, with both sides' totals.
type EffectsAnswer struct {
	Scenario string             `json:"scenario" doc:"ID"`
	Name     string             `json:"name"`
	Standard string             `json:"standard"`
	Travel   travel.Description `json:"travel" doc:"With the changes"`
	Before   report.Counts      `json:"before" doc:"On the baseline"`
	After    report.Counts      `json:"after" doc:"With the changes"`
	report.Effects
}

// changes returns the change-set of a saved scenario; nil for an empty ID.
func (s *server) changes(ctx context.Context, id string) (*data.ChangeSet, error) {
	if id == "" {
		return nil, nil
	}
	scenario, err := s.scenario(ctx, id)
	return scenario.Changes, err
}

// told is what an error says without the bare name of its kind at the end.
func told(err error) string {
	return strings.TrimSuffix(strings.TrimSuffix(err.Error(), ": "+data.ErrInvalid.Error()), ": "+data.ErrNotFound.Error())
}

func (s *server) getEffects(ctx context.Context, in *ScenarioID) (*answer[EffectsAnswer], error) {
	effects, err := s.effects(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &answer[EffectsAnswer]{*effects}, nil
}

// effects counts both sides, the baseline's from memory. They are at most one city, as those of getAudit; the request's end is theirs too.
func (s *server) effects(ctx context.Context, id string) (*EffectsAnswer, error) {
	scenario, err := s.scenario(ctx, id)
	if err != nil {
		return nil, err
	}
	done, err := s.heavy.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	both, err := s.Study.Rescore(ctx, study.AuditRequest{
		Area: scenario.Area, Standard: scenario.Standard, Travel: scenario.Travel, Profile: scenario.Profile, Changes: scenario.Changes,
	})
	if err != nil {
		return nil, err
	}
	return &EffectsAnswer{
		Scenario: scenario.ID, Name: scenario.Name, Standard: both.Standard, Travel: both.Travel, Before: both.Before, After: both.After, Effects: *both.Effects,
	}, nil
}

func (s *server) getEffectsTable(ctx context.Context, in *ScenarioID) (*csvAnswer, error) {
	effects, err := s.effects(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"变化", "代码", "名称", "县区", "乡镇", "人口", "现状类别", "现状最近网点", "现状距离（米）", "现状时间（秒）", "改动后类别", "改动后最近网点", "改动后距离（米）", "改动后时间（秒）"}}
	verdicts := map[report.Verdict]string{report.VerdictBetter: "改善", report.VerdictWorse: "恶化", report.VerdictOther: "其他"}
	classes := map[report.Class]string{report.Covered: "已覆盖", report.Uncovered: "未覆盖", report.Unreachable: "不可达", report.Unlocated: "无坐标"}
	for _, one := range effects.Items {
		row := []string{verdicts[one.Verdict], one.Code, one.Name, one.CountyName, one.TownName, number(one.Population)}
		for _, side := range []report.EffectFigures{one.Before, one.After} {
			row = append(row, classes[side.Class], side.NearestName, number(side.DistanceMeters), number(side.DurationSeconds))
		}
		rows = append(rows, row)
	}
	return table("effects-"+effects.Scenario+".csv", rows)
}
