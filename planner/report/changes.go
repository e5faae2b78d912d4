package report

import (
	"strconv"
	"time"

	"cuntong/data"
)

// ChangeHeader names the columns of ChangeRow.
func ChangeHeader() []string {
	return []string{"序号", "时间（UTC）", "人员", "操作", "原因", "类别", "编号", "版本", "修改前", "修改后", "链值"}
}

// ChangeRow is a line of the change log as a row of a table.
func ChangeRow(c data.Change) []string {
	version := ""
	if c.Version > 0 {
		version = strconv.FormatInt(c.Version, 10)
	}
	return []string{strconv.FormatInt(c.Seq, 10), c.Note.At.UTC().Format(time.RFC3339Nano), c.Note.Actor, c.Note.Action, c.Note.Reason, c.Kind, c.Key, version, c.Before, c.After, c.Hash}
}
