package study

import (
	"context"
	"fmt"

	"cuntong/data"
	"cuntong/planner/report"
)

// PaperRequest says what a paper is about: a saved plan, or an area by the request of its board.
type PaperRequest struct {
	Plan         string       // ID; empty: the present state
	Board        BoardRequest // of a paper about the present state
	Language     report.Language
	Notice       report.Sentence // printed where the store holds nothing but made-up settlements; where some are, report.MixedNotice is
	ReviewNumber string
}

// Paper makes a report to print. About a plan it keeps to the audits that the plan keeps, so that it says the same whenever it is
// made; about an area it audits the present records.
func (s *Study) Paper(ctx context.Context, request PaperRequest) (*report.Paper, error) {
	paper := &report.Paper{ID: request.Board.Area, MadeAt: s.Now(), Version: s.Version, ReviewNumber: request.ReviewNumber, Language: request.Language}
	var err error
	if request.Plan == "" {
		if paper.Board, err = s.Board(ctx, request.Board); err != nil {
			return nil, err
		}
	} else {
		paper.ID = request.Plan
		if paper.Board, paper.Plan, err = s.planBoard(ctx, request.Plan); err != nil {
			return nil, err
		}
	}
	info, err := s.Store.Info(ctx)
	if err != nil {
		return nil, err
	}
	if info.Sample {
		paper.Notice = request.Notice
	}
	if info.Mixed {
		paper.Notice = report.MixedNotice()
	}
	return paper, s.ground(ctx, paper)
}

// planBoard is the board of a plan's area as the plan found it, with that plan alone against its gaps.
func (s *Study) planBoard(ctx context.Context, id string) (*report.Board, *report.PlanInput, error) {
	info, err := s.Store.Info(ctx)
	if err != nil {
		return nil, nil, err
	}
	input, err := s.planInput(ctx, id, info.Revision)
	if err != nil {
		return nil, nil, err
	}
	if input.Before == nil {
		return nil, nil, fmt.Errorf("plan %s keeps no audit, so there is nothing to report: %w", id, data.ErrInvalid)
	}
	accepted, err := s.acceptances(ctx)
	if err != nil {
		return nil, nil, err
	}
	of := input.Plan.Scenario
	scene, err := s.read(ctx, of.Area, input.Before.StandardRule, of.Changes)
	if err != nil {
		return nil, nil, err
	}
	input.Accepted = accepted.of(scene.tree, input.Plan)
	board, err := s.board(ctx, input.Before, scene, BoardRequest{Area: of.Area, Travel: of.Travel, Profile: of.Profile, Changes: of.Changes}, input)
	return board, input, err
}

// ground gives a paper what its map is drawn from: the shapes of towns, those of the whole county for a paper about one
// town, and the located settlements: of an audit that the records have left behind, its gaps only.
func (s *Study) ground(ctx context.Context, paper *report.Paper) error {
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return err
	}
	settlements, err := s.Store.Settlements(ctx, data.Query{Area: paper.Board.Area})
	if err != nil {
		return err
	}
	info, err := s.Store.Info(ctx)
	if err != nil {
		return err
	}
	paper.Changed = info.Revision != paper.Board.Revision
	classes := make(map[string]report.Class, len(paper.Board.Gaps))
	for _, gap := range paper.Board.Gaps {
		classes[gap.Code] = gap.Class
	}
	for _, one := range settlements {
		if one.Location == nil || !paper.Board.Standard.Applies(one.Kind) {
			continue
		}
		class, gap := classes[one.Code]
		if !gap {
			class = report.Covered
		}
		if paper.Changed && class != report.Uncovered && class != report.Unreachable {
			continue // the audit may never have judged it
		}
		paper.Places = append(paper.Places, report.Place{Location: *one.Location, Class: class})
	}
	paper.Grounds, err = s.grounds(ctx, areas, paper.Board.Area, settlements)
	return err
}

// Grounds are the shapes of an area's towns; of one town's, those of the county around it.
func (s *Study) Grounds(ctx context.Context, area string) (*report.Grounds, error) {
	areas, err := s.Store.Areas(ctx, data.Query{})
	if err != nil {
		return nil, err
	}
	return s.grounds(ctx, areas, area, nil)
}

// grounds draws the shapes; settlements, where given, are those of the area.
func (s *Study) grounds(ctx context.Context, areas []data.Area, area string, settlements []data.Settlement) (*report.Grounds, error) {
	tree := data.NewAreaTree(areas)
	around := area
	if own, ok := tree.Area(area); ok && own.Tier == data.TierTown {
		if county, ok := tree.County(area); ok {
			around, settlements = county.Code, nil
		}
	}
	if settlements == nil {
		var err error
		if settlements, err = s.Store.Settlements(ctx, data.Query{Area: around}); err != nil {
			return nil, err
		}
	}
	return report.BuildGrounds(areas, around, settlements), nil
}
