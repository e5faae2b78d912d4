package quality

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cuntong/planner/verify"
)

// Flags of the table, which `make bench` fills in.
var (
	makeTable = flag.Bool("table", false, "solve published instances with the program and write the table")
	full      = flag.Bool("full", false, "with -table: all instances, not those of ten minutes")
	only      = flag.String("only", "", "with -table: only rows whose key or model matches this expression")
	program   = flag.String("program", filepath.Join("..", "..", "bin", "cuntong"), "with -table: the program")
	write     = flag.String("write", "", "with -table: the file to write the table to; rows that were not run stay as they were")
	limit     = flag.Duration("limit", 0, "with -table: time limit in place of each row's own")
	threads   = flag.Int("threads", 2, "with -table: threads")
)

// generated names the instance that the table makes for itself.
const generatedSites, generatedCustomers, generatedSeed = 1000, 1_000_000, 1

func TestTableOfPublishedInstances(t *testing.T) {
	if !*makeTable {
		t.Skip("SKIPPED: make bench writes the table")
	}
	all, err := Rows(shared)
	if err != nil {
		t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	pattern := regexp.MustCompile(*only)
	version := programVersion(t)
	for _, row := range append(all, generatedRow()) {
		if !row.Quick && !*full && *only == "" || !pattern.MatchString(row.Key+" "+row.Question.Model) {
			continue
		}
		if *limit > 0 {
			row.Limit = *limit
		}
		file := filepath.Join(shared, filepath.FromSlash(row.File))
		if strings.HasPrefix(row.Key, "generated/") {
			file = generate(t)
		}
		solution := filepath.Join(t.TempDir(), "solution.json")
		result, err := solve(row, file, solution)
		if err != nil {
			t.Errorf("%s %s: %v", row.Key, row.Question.Model, err)
			continue
		}
		line := row.Line(result, version)
		fmt.Println(line)
		if *write != "" { // after each row, so that a run that is cut off keeps what it measured
			writeTable(t, *write, all, line)
		}
		if err := row.Contradicts(result); err != nil {
			t.Error(err)
		} else if known, _ := row.gaps(result); known < 0 {
			keepRecord(t, row, solution)
		}
	}
}

func generatedRow() Row {
	p := int64(20)
	return Row{
		Key: fmt.Sprintf("generated/grid n%d m%d seed=%d R=3.25 p=20", generatedSites, generatedCustomers, generatedSeed), Limit: 60 * time.Second,
		Question: Question{Model: "mclp", P: &p, Radius: "3.25", Closed: true},
	}
}

func generate(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "generated.dat")
	file, err := os.Create(path)
	if err == nil {
		err = errors.Join(WriteGrid(file, generatedSites, generatedCustomers, generatedSeed), file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// programVersion is what the program says of itself, so that each figure names the code that it was measured with.
func programVersion(t *testing.T) string {
	t.Helper()
	out, err := exec.Command(*program, "--version").Output()
	if err != nil {
		t.Fatalf("the program is needed (make build): %v", err)
	}
	return strings.TrimSpace(string(out))
}

// solve runs the program on one row. The budget of effort is out of the way: the row's time limit ends the solve.
func solve(row Row, file, solution string) (Result, error) {
	q := row.Question
	args := []string{"solve", q.Model, file, "--json", "--solution", solution, "--time-limit", row.Limit.String(), "--threads", strconv.Itoa(*threads), "--effort", strconv.FormatInt(math.MaxInt64/4, 10)}
	for name, value := range map[string]*int64{"--p": q.P, "--capacity": q.Capacity} {
		if value != nil {
			args = append(args, name, strconv.FormatInt(*value, 10))
		}
	}
	if q.Radius != "" {
		args = append(args, "--radius", q.Radius)
	}
	if q.Closed {
		args = append(args, "--closed")
	}
	if q.Metric != "" {
		args = append(args, "--metric", string(q.Metric))
	}
	ctx, stop := context.WithTimeout(context.Background(), 10*row.Limit+time.Minute)
	defer stop()
	command := exec.CommandContext(ctx, *program, args...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	start := time.Now()
	err := command.Run()
	wall := time.Since(start).Seconds()
	var answer struct {
		Status           string
		Objective, Bound *float64
		Seconds          float64
		Scale            int64
		Rounding         float64
		PeakRSSBytes     float64 `json:"peak_rss_bytes"`
	}
	if decodeErr := json.Unmarshal(stdout.Bytes(), &answer); err != nil || decodeErr != nil {
		return Result{}, fmt.Errorf("%s: %v %s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	figure := func(v *float64) float64 {
		if v == nil {
			return math.NaN()
		}
		return *v
	}
	return Result{
		Status: answer.Status, Objective: figure(answer.Objective), Bound: figure(answer.Bound), Scale: answer.Scale, Rounding: answer.Rounding, Wall: wall,
		CPU: (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds(), Solve: answer.Seconds, Megabytes: answer.PeakRSSBytes / 1e6,
	}, nil
}

// records is where answers lie that pass a best known value that nobody has proven, so that anybody can recount them.
var records = filepath.Join("testdata", "records")

// recordFile is the file of a row's record.
func recordFile(row Row) string {
	return filepath.Join(records, strings.Map(func(r rune) rune {
		if r == '/' || r == ' ' {
			return '_'
		}
		return r
	}, row.Key+" "+row.Question.Model)+".json")
}

// keepRecord keeps the open sites of an answer better than what was known, unless a better one is kept already.
func keepRecord(t *testing.T, row Row, solution string) {
	t.Helper()
	found := readRecord(t, solution)
	if before, err := os.Open(recordFile(row)); err == nil {
		defer before.Close()
		kept, err := ReadSolution(before, recordFile(row))
		if err != nil {
			t.Fatal(err)
		}
		was, _ := kept.Objective.Float64()
		is, _ := found.Objective.Float64()
		if row.Maximises() && is <= was || !row.Maximises() && is >= was {
			return
		}
	}
	found.Assignment, found.Bound, found.Status = nil, "", ""
	var text bytes.Buffer
	if err := errors.Join(found.Write(&text), os.MkdirAll(records, 0o755), os.WriteFile(recordFile(row), text.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
	fmt.Println("a record:", recordFile(row))
}

func readRecord(t *testing.T, path string) Solution {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	solution, err := ReadSolution(file, path)
	if err != nil {
		t.Fatal(err)
	}
	return solution
}

func TestRecordsAreRightAndBetterThanWhatWasKnown(t *testing.T) {
	all, err := Rows(shared)
	if err != nil {
		t.Skipf("SKIPPED: the published instances are not beside the project: %v", err)
	}
	kept, _ := filepath.Glob(filepath.Join(records, "*.json"))
	for _, row := range all {
		if !slices.Contains(kept, recordFile(row)) {
			continue
		}
		kept = slices.DeleteFunc(kept, func(path string) bool { return path == recordFile(row) })
		solution := readRecord(t, recordFile(row))
		in := published(t, row.File, solution.Question())
		answer, err := solution.Answer(in)
		if err == nil {
			err = verify.Siting(in.Siting, answer)
		}
		if err != nil {
			t.Errorf("%s: %v", recordFile(row), err)
			continue
		}
		if known, _ := row.gaps(Result{Objective: in.Units(*answer.Objective), Bound: math.NaN(), Scale: in.Scale, Rounding: in.Rounding}); known >= 0 {
			t.Errorf("%s: %s is no better than %s", recordFile(row), solution.Objective, row.Known)
		}
		t.Logf("%s: %s, known before %s", row.Key, solution.Objective, row.Known)
	}
	if len(kept) > 0 {
		t.Errorf("records of no row: %v", kept)
	}
}

// writeTable replaces the line that was measured and keeps the others, in the order of the lists.
func writeTable(t *testing.T, path string, all []Row, measured string) {
	t.Helper()
	byKey := map[string]string{}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, line := range append(strings.Split(string(text), "\n"), measured) {
		if key, ok := keyOf(line); ok {
			byKey[key] = line
		}
	}
	head, _, _ := strings.Cut(string(text), measuredHead)
	var lines []string
	for _, row := range append(all, generatedRow()) {
		if line, ok := byKey[row.Key+" | "+row.Question.Model]; ok {
			lines = append(lines, line)
		}
	}
	out := head + measuredHead + fmt.Sprintf("\nLast run: %s, processors for it: %d, threads: %d.\n\n", runtime.GOARCH, runtime.NumCPU(), *threads) +
		summary(lines) + "\n" + tableHead + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(path, []byte(out), 0o644); err != nil {
		t.Fatal(err)
	}
}

// summary has a line for each list of instances and model.
func summary(lines []string) string {
	type total struct {
		rows, proven, reached           int
		toKnown, toBound, wall, cpu, mb float64
	}
	totals := map[string]*total{}
	var order []string
	share := func(cell string) float64 {
		v, _ := strconv.ParseFloat(strings.TrimSuffix(cell, " %"), 64) // "–" counts as nothing
		return v
	}
	for _, line := range lines {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		folder, _, _ := strings.Cut(cells[0], "/")
		key := folder + " | " + cells[1]
		if totals[key] == nil {
			totals[key] = &total{}
			order = append(order, key)
		}
		s := totals[key]
		s.rows++
		if cells[7] == "optimal" {
			s.proven++
		}
		if share(cells[5]) <= 0 {
			s.reached++
		}
		s.toKnown, s.toBound = max(s.toKnown, share(cells[5])), max(s.toBound, share(cells[6]))
		s.wall, s.cpu, s.mb = s.wall+share(cells[8]), s.cpu+share(cells[9]), max(s.mb, share(cells[10]))
	}
	out := "| folder | model | rows | proven | best known reached or passed | worst to known | worst to bound | wall s | CPU s | most MB |\n|---|---|---|---|---|---|---|---|---|---|\n"
	for _, key := range order {
		s := totals[key]
		out += fmt.Sprintf("| %s | %d | %d | %d | %.3f %% | %.3f %% | %.0f | %.0f | %.0f |\n", key, s.rows, s.proven, s.reached, s.toKnown, s.toBound, s.wall, s.cpu, s.mb)
	}
	return out
}

// measuredHead begins what is written by the program; all before it is written by hand.
const measuredHead = "## Measured\n"

// tableHead begins the table.
const tableHead = "| instance | model | objective | bound | best known (* proven) | to known | to bound | status | wall s | CPU s | MB | limit s | program |\n" +
	"|---|---|---|---|---|---|---|---|---|---|---|---|---|\n"

// keyOf returns the key and model of a line of the table.
func keyOf(line string) (string, bool) {
	cells := strings.Split(line, " | ")
	if len(cells) != 13 || !strings.HasPrefix(line, "| ") || cells[1] == "model" {
		return "", false
	}
	return strings.TrimPrefix(cells[0], "| ") + " | " + cells[1], true
}
