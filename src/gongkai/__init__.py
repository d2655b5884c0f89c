"""gongkai (公开): 政府信息公开工作年度报告, checked to the cell and published as a static website."""

__version__ = "0.1.0"
