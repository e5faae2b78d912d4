package report

import (
	"fmt"
	"strconv"
	"strings"

	"cuntong/data"
)

// Codes of what a plan's reader must know of its inputs.
const (
	UnlocatedLeftOut         = "unlocated_left_out"
	CountedBySettlements     = "counted_by_settlements"
	SettlementsAreCandidates = "settlements_are_candidates"
	PlannedAreNoCandidates   = "planned_are_no_candidates"
	NeedsApproval            = "needs_approval"
	NoParcelsLeftOut         = "no_parcels_left_out"
	ParcelsAssumed           = "parcels_assumed"
	CostsNotVerified         = "costs_not_verified"
	OpenedInPhase            = "opened_in_phase" // one for each phase, in order; the plan's sites come in the same order
)

// Note writes a note as plans keep it: a code and a count.
func Note(code string, count int) string { return fmt.Sprintf("%s %d", code, count) }

// Notes says a plan's notes in words; a code of a newer version is shown as it is.
func Notes(p data.Plan) []Sentence {
	sentences := []Sentence{}
	phase := 0
	for _, note := range p.Notes {
		code, digits, _ := strings.Cut(note, " ")
		count, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			sentences = append(sentences, Sentence{note, note})
			continue
		}
		n := Thousands(count)
		switch code {
		case UnlocatedLeftOut:
			sentences = append(sentences, Sentence{n + " 个居民点没有坐标，未参与选址", "Settlements without a position, left out: " + n})
		case CountedBySettlements:
			sentences = append(sentences, Sentence{n + " 个居民点人口未知，故按居民点个数计", "Populations unknown for " + n + " settlements, so each settlement counts one"})
		case SettlementsAreCandidates:
			sentences = append(sentences, Sentence{"没有备选点数据：以 " + n + " 个有坐标的居民点为备选点，费用未知", "No candidates on record: the " + n + " located settlements are candidates, costs unknown"})
		case PlannedAreNoCandidates:
			sentences = append(sentences, Sentence{n + " 个规划或在建的站点没有作为备选点，也没有算作已有站点；要参与选址请把状态改为“备选”", "Facilities planned or being built, neither candidates nor counted as open: " + n + "; give them the status candidate to let the plan choose them"})
		case NeedsApproval:
			sentences = append(sentences, Sentence{"改动撤销、合并或迁移了 " + n + " 个邮政普遍服务营业场所，须经邮政管理部门批准（需审批）", "Universal-service facilities that the changes close, merge or move: " + n + "; the postal authority must approve"})
		case NoParcelsLeftOut:
			sentences = append(sentences, Sentence{n + " 个建制村没有件量，未计入", "Administrative villages without parcels on record, left out: " + n})
		case ParcelsAssumed:
			sentences = append(sentences, Sentence{n + " 个建制村没有件量记录，按所给的假定件量计入", "Administrative villages without parcels on record, counted with the parcels that the rules assume: " + n})
		case CostsNotVerified:
			sentences = append(sentences, Sentence{"费用依据为待核的预设或假定", "The cost book is not checked against an official text (待核)"})
		case OpenedInPhase:
			phase++
			sentences = append(sentences, Sentence{fmt.Sprintf("第 %d 期开设 %s 个点", phase, n), fmt.Sprintf("Opened in phase %d: %s", phase, n)})
		default:
			sentences = append(sentences, Sentence{note, note})
		}
	}
	return sentences
}

// Phases lists how many sites each phase of a plan opens, in order; nil for a plan without phases.
func Phases(p data.Plan) []int {
	var counts []int
	for _, note := range p.Notes {
		if code, digits, _ := strings.Cut(note, " "); code == OpenedInPhase {
			if count, err := strconv.Atoi(digits); err == nil {
				counts = append(counts, count)
			}
		}
	}
	return counts
}
