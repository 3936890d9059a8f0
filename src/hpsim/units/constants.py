"""How many SI units one of another is.

References
----------
NIST Special Publication 811 (2008), appendix B: conversion factors (Btu and ton as
International Table values).
"""

from __future__ import annotations

M_PER_FT = 0.3048  # exact
M_PER_IN = 0.0254  # exact
M2_PER_FT2 = M_PER_FT**2
M3_PER_FT3 = M_PER_FT**3
KG_PER_LB = 0.45359237  # exact
GRAINS_PER_LB = 7000.0  # exact
KM_PER_MILE = 1.609344  # exact
M3_PER_GAL = 3.785411784e-3  # exact
K_PER_DEGF = 1 / 1.8  # exact
J_PER_BTU = 1055.05585262  # SP 811, International Table
J_PER_KWH = 3.6e6
S_PER_H = 3600.0
W_PER_BTUH = J_PER_BTU / S_PER_H
BTUH_PER_W = 1 / W_PER_BTUH
W_PER_TON = 12_000 * W_PER_BTUH  # ton of refrigeration
W_PER_HP = 745.69987  # mechanical horsepower
M3_PER_S_PER_CFM = M3_PER_FT3 / 60
R_IP = M2_PER_FT2 * K_PER_DEGF / W_PER_BTUH  # 1 h ft2 degF/Btu in m2 K/W
U_IP = 1 / R_IP
CONDUCTIVITY_IP = W_PER_BTUH / (M_PER_FT * K_PER_DEGF)  # 1 Btu/(h ft degF) in W/(m K)
SPECIFIC_HEAT_IP = J_PER_BTU / (KG_PER_LB * K_PER_DEGF)  # 1 Btu/(lb degF) in J/(kg K)
ZERO_DEGC_IN_K = 273.15
