"""Writes a sheet of devices from JSON, or reads one into JSON, with openpyxl.

    openpyxl_tool.py write <rows.json> <out.xlsx>    a value {"day": "2024-02-01"} becomes a date cell, "=…" a formula
    openpyxl_tool.py read <in.xlsx>                  prints [[{"value": …, "type": "s" | "n" | "d" | "f"}, …], …]
"""
import datetime
import json
import sys

import openpyxl


def write(source, target):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "设备"
    for row in json.load(open(source, encoding="utf-8")):
        sheet.append([datetime.date.fromisoformat(value["day"]) if isinstance(value, dict) else value for value in row])
    sheet.column_dimensions["A"].width = 30
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    book.create_sheet("说明").append(["不是设备"])
    book.save(target)


def read(source):
    sheet = openpyxl.load_workbook(source).active
    print(json.dumps([[{"value": None if cell.value is None else str(cell.value), "type": cell.data_type} for cell in row] for row in sheet.iter_rows()], ensure_ascii=False))


write(*sys.argv[2:]) if sys.argv[1] == "write" else read(sys.argv[2])
