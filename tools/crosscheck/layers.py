"""Materials, constructions and glass."""

from __future__ import annotations

from collections.abc import Sequence

from crosscheck.epjson import CannotSayError, Document, add
from hpsim.building.description.openings import Glazing, RatedGlazing
from hpsim.building.model import Ground, Layer, Surface

ROUGHNESS = {
    "very_smooth": "VerySmooth",
    "smooth": "Smooth",
    "medium": "MediumRough",
    "rough": "Rough",
}
NOMINAL_THICKNESS_M = 0.1  # of a layer known by resistance and capacitance: only these count
THIN_M = 0.01  # of what covers a slab, along which Kiva lets heat run to the edge
NOMINAL_J_PER_KG_K = 1000.0


def construct(doc: Document, name: str, layers: Sequence[Layer], surface: Surface) -> str:
    """Add a construction, outside to inside, whose two faces have their own optics.

    On soil, where heat goes sideways, too, only the heaviest layer is as thick as a slab.
    """
    plies = list(layers)
    slab = max(plies, key=lambda layer: layer.capacitance_j_per_m2k)
    is_on_soil = isinstance(surface.boundary, Ground)
    outer = (surface.absorptance_outside, surface.emissivity_outside)
    inner = (surface.absorptance_inside, surface.emissivity_inside)
    if len(plies) == 1 and outer != inner:
        half = Layer(0.5 * plies[0].resistance_m2k_per_w, 0.5 * plies[0].capacitance_j_per_m2k)
        plies, slab = [half, half], half
    last = len(plies) - 1
    names = [
        material(
            doc,
            ply,
            ROUGHNESS[surface.roughness],
            *(inner if i == last else outer),
            thickness_m=THIN_M if is_on_soil and ply != slab else NOMINAL_THICKNESS_M,
        )
        for i, ply in enumerate(plies)
    ]
    keys = ["outside_layer", *(f"layer_{i + 1}" for i in range(1, len(names)))]
    add(doc, "Construction", name, dict(zip(keys, names, strict=True)))
    return name


def material(
    doc: Document,
    layer: Layer,
    roughness: str,
    absorptance: float,
    emissivity: float,
    thickness_m: float = NOMINAL_THICKNESS_M,
) -> str:
    """Return the name of a layer's material, which is added where it is new."""
    optics = {
        "roughness": roughness,
        "solar_absorptance": absorptance,
        "visible_absorptance": absorptance,
        "thermal_absorptance": emissivity,
    }
    resistance, capacitance = layer.resistance_m2k_per_w, layer.capacitance_j_per_m2k
    key = f"{resistance:.6g} {capacitance:.6g} {roughness} {absorptance:g} {emissivity:g}"
    if capacitance <= 0.0:
        name = f"R {key}"
        entry = {"thermal_resistance": resistance} | optics
        doc.setdefault("Material:NoMass", {})[name] = entry
        return name
    name = f"M {key}" if thickness_m == NOMINAL_THICKNESS_M else f"M {key}, thin"
    entry = {
        "thickness": thickness_m,
        "conductivity": thickness_m / resistance,
        "density": capacitance / thickness_m / NOMINAL_J_PER_KG_K,
        "specific_heat": NOMINAL_J_PER_KG_K,
    }
    doc.setdefault("Material", {})[name] = entry | optics
    return name


def mirrored(layers: Sequence[Layer]) -> list[Layer]:
    """Return layers with their mirror image outside: no heat crosses the middle.

    EnergyPlus gives both faces of an adiabatic surface the same surroundings, so its middle is
    where no heat passes; hpsim's layers end there.
    """
    middle = layers[0]
    doubled = Layer(2.0 * middle.resistance_m2k_per_w, 2.0 * middle.capacitance_j_per_m2k)
    return [*reversed(layers[1:]), doubled, *layers[1:]]


def glass(doc: Document, glazing: Glazing) -> str:
    """Return the name of a glazing's construction, which is added where it is new."""
    if isinstance(glazing, RatedGlazing):
        name = f"glass U {glazing.u_value_w_per_m2k:.5g} SHGC {glazing.shgc:.4g}"
        doc.setdefault("WindowMaterial:SimpleGlazingSystem", {})[name] = {
            "u_factor": glazing.u_value_w_per_m2k,
            "solar_heat_gain_coefficient": glazing.shgc,
        }
        doc.setdefault("Construction", {})[name] = {"outside_layer": name}
        return name
    if glazing.angles is not None:
        raise CannotSayError("a glazing with its own table of angles")
    names = []
    for i, pane in enumerate(glazing.panes):
        name = f"pane {pane.thickness_m:g} {pane.solar_transmittance:g} "
        name += f"{(pane.emissivity.outside, pane.emissivity.inside)}"
        names.append(name)
        doc.setdefault("WindowMaterial:Glazing", {})[name] = {
            "optical_data_type": "SpectralAverage",
            "thickness": pane.thickness_m,
            "conductivity": pane.conductivity_w_per_m_k,
            "solar_transmittance_at_normal_incidence": pane.solar_transmittance,
            "front_side_solar_reflectance_at_normal_incidence": pane.solar_reflectance.outside,
            "back_side_solar_reflectance_at_normal_incidence": pane.solar_reflectance.inside,
            "visible_transmittance_at_normal_incidence": pane.solar_transmittance,
            "front_side_visible_reflectance_at_normal_incidence": pane.solar_reflectance.outside,
            "back_side_visible_reflectance_at_normal_incidence": pane.solar_reflectance.inside,
            "front_side_infrared_hemispherical_emissivity": pane.emissivity.outside,
            "back_side_infrared_hemispherical_emissivity": pane.emissivity.inside,
        }
        if i < len(glazing.gaps):
            gap = glazing.gaps[i]
            names.append(f"{gap.gas} {gap.thickness_m:g}")
            doc.setdefault("WindowMaterial:Gas", {})[names[-1]] = {
                "gas_type": gap.gas.capitalize(),
                "thickness": gap.thickness_m,
            }
    name = ", ".join(names)
    keys = ["outside_layer", *(f"layer_{i + 1}" for i in range(1, len(names)))]
    doc.setdefault("Construction", {})[name] = dict(zip(keys, names, strict=True))
    return name
