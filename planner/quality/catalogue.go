package quality

import (
	"bufio"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Row is a published instance with a question and what is known of its answer.
type Row struct {
	Key      string // as the list of known values names it, after its folder
	File     string // below the folder of instances
	Question Question
	Known    string // best known value in the file's units, as published
	Proven   bool   // the known value is optimal
	Limit    time.Duration
	Quick    bool // belongs to the set that takes ten minutes
}

// list is one list of known values: a tab-separated file with a head, whose first columns are the instance, the value and
// whether it is proven.
type list struct {
	file string
	row  func(r *Row, words []string, note string) // fills what words, those of the first column, say
}

// lists in the order of the table.
func lists() []list {
	return []list{
		{"pmedian_orlib/values.tsv", func(r *Row, words []string, _ string) {
			r.File, r.Question.Model, r.Limit, r.Quick = words[0]+".txt", "pmedian", 60*time.Second, true
		}},
		{"pmedian_orlib/values_pcenter.tsv", func(r *Row, words []string, _ string) {
			r.File, r.Question.Model, r.Limit, r.Quick = words[0]+".txt", "pcenter", 60*time.Second, true
		}},
		{"tsplib/values.tsv", tsplibRow},
		{"tsplib/values_pcenter.tsv", func(r *Row, words []string, note string) {
			tsplibRow(r, words, note)
			r.Question.Model, r.Question.Metric, r.Limit, r.Quick = "pcenter", Euclid, 60*time.Second, false
			r.Proven = strings.HasPrefix(note, "PROVEN")
		}},
		{"pmedian_birch/values.tsv", func(r *Row, words []string, note string) {
			r.File, r.Question.Model, r.Limit = words[0]+".txt", "pmedian", 300*time.Second
			r.Question.P = named(note, "p")
		}},
		{"scp/values.tsv", setCoverRow},
		{"mclp/values.tsv", gridRow},
		{"mclp/values_lscp.tsv", func(r *Row, words []string, note string) {
			gridRow(r, words, note)
			r.Question.Model, r.Question.P, r.Question.Closed, r.Proven = "lscp", nil, true, false
			r.Limit = map[string]time.Duration{"m1000": 3, "m10000": 10, "m100000": 20}[strings.Split(words[0], "_")[2]] * time.Second
		}},
		{"facility/values.tsv", facilityRow},
		{"cpmp/values.tsv", func(r *Row, words []string, _ string) {
			r.Question.Model, r.Limit, r.Quick = "cpmp", 60*time.Second, words[0] == "SJC1"
			switch {
			case strings.HasPrefix(words[0], "SJC"):
				r.File = "sjc/" + words[0] + ".dat"
			case strings.HasPrefix(words[0], "p3038"):
				r.File, r.Limit = "p3038/"+words[0]+".dat", 300*time.Second
			default:
				r.File, r.Limit, r.Quick = "pmedcap/"+words[0]+".txt", 10*time.Second, true
			}
		}},
	}
}

func tsplibRow(r *Row, words []string, _ string) {
	r.File, r.Question.Model, r.Question.P = words[0]+".tsp", "pmedian", named(strings.Join(words, " "), "p")
	seconds := map[string]time.Duration{"rl1304": 60, "fl1400": 120, "u1432": 120, "pcb3038": 300, "usa13509": 600, "sw24978": 600}[words[0]]
	r.Limit = max(seconds, 60) * time.Second
	r.Quick = words[0] == "rl1304" && *r.Question.P%200 == 0
}

// setCoverRow also knows the rows of the same matrices with cost 1.
func setCoverRow(r *Row, words []string, _ string) {
	r.File, r.Question.Model, r.Limit, r.Quick = words[0]+".txt", "scp", 30*time.Second, true
	if strings.HasPrefix(words[0], "rail") {
		r.File, r.Limit = words[0], 60*time.Second
	}
	if len(words) > 1 {
		r.Question.Model, r.Quick = "lscp", false
	}
}

func gridRow(r *Row, words []string, note string) {
	text := strings.Join(words, " ")
	r.File, r.Question.Model, r.Question.P, r.Limit, r.Quick = words[0], "mclp", named(text, "p"), 10*time.Second, true
	r.Question.Radius = strings.TrimPrefix(words[1], "R=")
	r.Question.Closed = strings.Contains(note, "distance <= R")
}

func facilityRow(r *Row, words []string, _ string) {
	r.File, r.Question.Model, r.Limit, r.Quick = words[0]+".txt", "cflp", 60*time.Second, true
	if words[len(words)-1] == "UFL" {
		r.Question.Model = "uflp"
	}
	r.Question.Capacity = named(strings.Join(words, " "), "cap")
}

// named finds name=number in a text; nil where it is not there.
func named(text, name string) *int64 {
	found := regexp.MustCompile(`\b` + name + `=(\d+)`).FindStringSubmatch(text)
	if found == nil {
		return nil
	}
	v, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		return nil
	}
	return &v
}

// Rows reads the lists of known values below a folder, in the order of the table.
func Rows(folder string) ([]Row, error) {
	var rows []Row
	for _, list := range lists() {
		file, err := os.Open(filepath.Join(folder, filepath.FromSlash(list.file)))
		if err != nil {
			return nil, err
		}
		defer file.Close()
		scan := bufio.NewScanner(file)
		scan.Buffer(nil, 1<<20)
		for line := 1; scan.Scan(); line++ {
			columns := strings.Split(strings.TrimRight(scan.Text(), "\r"), "\t")
			if line == 1 || len(columns) < 2 {
				continue
			}
			if _, err := parseDecimal(columns[1]); err != nil {
				return nil, fmt.Errorf("%s:%d: the known value is %q, expected a number", list.file, line, columns[1])
			}
			row := Row{Key: path.Dir(list.file) + "/" + columns[0], Known: columns[1]}
			row.Proven = len(columns) > 2 && columns[2] == "yes"
			note := strings.Join(columns[2:], " ")
			list.row(&row, strings.Fields(columns[0]), note)
			row.File = path.Join(path.Dir(list.file), row.File)
			rows = append(rows, row)
		}
		if err := scan.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", list.file, err)
		}
	}
	return rows, nil
}
