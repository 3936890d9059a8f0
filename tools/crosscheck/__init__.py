"""Compares hpsim's rooms with EnergyPlus, a detailed program that we didn't write."""
