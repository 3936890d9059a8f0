"""Units: what a person may write, what the program keeps, and how a name becomes a label.

Inside the program everything is SI and degC. A person writes a value with its unit
(``250 ft2``, ``R-13``, ``6 kBtu/h``); `values.parse` turns it into SI, `values.text` turns it
back, exactly. The accepted spellings of each quantity are one table, `quantities.QUANTITIES`.
"""
